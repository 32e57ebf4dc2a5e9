// Which of the stops has the focus, whether that is seen, and whether anything lies over it.
() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 0), innerHeight - 1);
  const hit = document.elementFromPoint(x, y);
  return {
    stop: window.stops.indexOf(one),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none',
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    clear: !!hit && (one.contains(hit) || hit.contains(one)),
    name: one.localName + '.' + one.className + ' ' + one.textContent.slice(0, 40),
  };
}
