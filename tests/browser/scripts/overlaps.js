// Words drawn over other words: the lines of every two texts that share more than a sliver of each other.
() => {
  const lines = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.data.trim() || element.closest('script, style, title, desc, defs, .skip') || !element.checkVisibility()) continue;
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 1 && box.height > 1) lines.push({box, words: node.data.trim().slice(0, 40), node});
  }
  lines.sort((a, b) => a.box.top - b.box.top);
  const found = [];
  lines.forEach((one, number) => {
    for (let next = number + 1; next < lines.length && lines[next].box.top < one.box.bottom; next++) {
      const other = lines[next];
      if (other.node === one.node) continue;
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      // Boxes of lines are higher than their letters.
      if (across > 2 && down > .45 * Math.min(one.box.height, other.box.height)) found.push(one.words + ' | ' + other.words);
    }
  });
  return found;
}
