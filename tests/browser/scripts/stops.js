// Everything a keyboard must reach, in the order of the document: of radio buttons with one name, the chosen one.
() => {
  const all = [...document.querySelectorAll('a[href], summary, input, button, select, textarea, [tabindex="0"]')];
  const stops = all.filter(one => one.checkVisibility() && !(one.type === 'radio' && !one.checked));
  window.stops = stops;
  return stops.length;
}
