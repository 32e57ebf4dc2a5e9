// In a sandboxed frame in-page links do not work, and closed parts would not print: mend both, nothing else.
if (self !== top) document.addEventListener("click", function (event) {
  var link = event.target.closest && event.target.closest('a[href^="#"]');
  var place = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!place) return;
  event.preventDefault();
  for (var part = place; part; part = part.parentElement) if (part.localName === "details") part.open = true;
  place.scrollIntoView();
  place.focus({ preventScroll: true });
});
addEventListener("beforeprint", function () {
  document.querySelectorAll("details").forEach(function (part) { part.open = true; });
});
