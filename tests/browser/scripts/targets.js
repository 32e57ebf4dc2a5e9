// What is smaller than 24 by 24 pixels and closer than that to its neighbours (WCAG 2.5.8); links in sentences may be.
() => {
  const targets = [...document.querySelectorAll('a[href], summary, input, button, select')].filter(one => one.checkVisibility()
    && !one.closest('.skip') && !(one.localName === 'a' && one.closest('p, dd, td, li:not(nav li)')));
  const place = one => (one.closest('label') ?? one).getBoundingClientRect();
  const centre = box => [box.left + box.width / 2, box.top + box.height / 2];
  const small = targets.filter(one => place(one).width < 24 || place(one).height < 24);
  return small.filter(one => targets.some(other => {
    if (other === one) return false;
    const [x, y] = centre(place(one)), box = place(other);
    const dx = Math.max(box.left - x, 0, x - box.right), dy = Math.max(box.top - y, 0, y - box.bottom);
    return Math.hypot(dx, dy) < (small.includes(other) ? 24 : 12);
  })).map(one => one.localName + ': ' + one.textContent.slice(0, 40));
}
