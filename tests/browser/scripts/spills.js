// Whatever reaches beyond the screen's edges, or is cut off by its own box. Tables may: they need two dimensions.
() => {
  const found = [], wide = document.documentElement.clientWidth;
  for (const one of document.querySelectorAll('body *')) {
    if (one.closest('.scroll, .skip, .defs, script, style') || !one.checkVisibility()) continue;
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const hasWords = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const name = one.localName + '.' + (one.className.baseVal ?? one.className) + ': ' + one.textContent.trim().slice(0, 50);
    if (hasWords && (box.right > wide + 1 || box.left < -1)) found.push('beyond the edge: ' + name);
    if (['hidden', 'clip'].includes(style.overflowX) && one instanceof HTMLElement
        && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)) found.push('cut off: ' + name);
  }
  if (document.documentElement.scrollWidth > wide) found.push('sideways: ' + document.documentElement.scrollWidth);
  return found;
}
