// Each text's and each mark's contrast with what it stands on, divided by what it must have.
() => {
const parse = text => { const c = text.match(/[\d.]+/g).map(Number); return c.length < 4 ? [...c, 1] : c; };
const over = (front, back) => front.slice(0, 3).map((c, i) => c * front[3] + back[i] * (1 - front[3]));
const light = rgb => { const [r, g, b] = rgb.map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b; };
const ratio = (a, b) => { const [high, low] = [light(a), light(b)].sort((x, y) => y - x); return (high + .05) / (low + .05); };
const behind = element => {
  const layers = [];
  for (let one = element; one; one = one.parentElement) {
    const style = getComputedStyle(one), colour = parse(style.backgroundColor);
    if (style.opacity !== '1' || style.filter !== 'none' || style.backgroundImage !== 'none')
      throw Error('contrast cannot be computed: ' + one.className);
    layers.push(colour);
    if (colour[3] === 1) break;
  }
  return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255]);
};
const filled = style => style.fill !== 'none' && style.fill.startsWith('rgb') ? parse(style.fill) : null;
// What a word in a drawing stands on: shapes drawn before it, over or under its middle.
const under = text => {
  const box = text.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
  const found = [behind(text.closest('svg').parentElement)];
  for (const shape of text.closest('svg').querySelectorAll('path, rect, circle')) {
    if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
    const place = shape.getBoundingClientRect(), fill = filled(getComputedStyle(shape));
    if (fill && fill[3] && place.left <= x && x <= place.right && place.top <= y && y <= place.bottom)
      found.push(over(fill, found[0]));
  }
  return found;
};
const texts = [], marks = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode, element = node.parentElement;
  if (!node.data.trim() || element.closest('script, style, title, desc, defs')) continue;
  if (!element.checkVisibility() || element.closest('.skip')) continue;
  const style = getComputedStyle(element), drawn = element instanceof SVGElement;
  const colour = parse(drawn ? style.fill : style.color);
  const size = parseFloat(style.fontSize), bold = parseInt(style.fontWeight) >= 700;
  const need = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
  for (const back of drawn ? under(element) : [behind(element)])
    texts.push([ratio(over(colour, back), back) / need, node.data.trim().slice(0, 60), element.tagName]);
}
const meaning = '.pt, .pt-out, .pt-open, .pt-cross, .bar, .ci, .curve, .dots, .cut, .band-edge, .ref, .axis0,'
  + '.tag svg, .thin, .dim';
for (const mark of document.querySelectorAll(meaning)) {
  // A hole is the ground seen through a ring.
  if (!mark.checkVisibility() || mark.closest('defs') || mark.matches('.hole, .i-hole')) continue;
  const style = getComputedStyle(mark), back = behind(mark.closest('svg').parentElement);
  const fill = filled(style), stroke = style.stroke.startsWith('rgb') ? parse(style.stroke) : null;
  const best = Math.max(...[fill, stroke].filter(Boolean).map(colour => ratio(over(colour, back), back)));
  marks.push([best / 3, mark.className.baseVal]);
}
return {texts, marks};
}
