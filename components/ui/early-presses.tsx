/**
 * Keeps the last press of a button, or the last form that was sent, from before the page answers for it, and repeats it
 * once it does. What React draws from the server stands there before its script has loaded; a press in between would be
 * lost, and the person would have to press again. React's own properties of an element say that it answers for it.
 */
const script = `(function () {
  var kept = null, waits = false;
  function answers(one) {
    return Object.keys(one).some(function (key) { return key.indexOf("__reactProps$") === 0; });
  }
  function repeat() {
    if (!kept || !kept.isConnected) { kept = null; waits = false; return; }
    if (!answers(kept)) { requestAnimationFrame(repeat); return; }
    var one = kept;
    kept = null;
    waits = false;
    if (one.requestSubmit) one.requestSubmit(); else one.click();
  }
  function keep(event) {
    if (!event.isTrusted || !(event.target instanceof Element)) return;
    var one = event.type === "submit" ? event.target : event.target.closest("a[href], button");
    if (!one || one.matches("a") || answers(one)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    kept = one;
    if (waits) return;
    waits = true;
    requestAnimationFrame(repeat);
  }
  document.addEventListener("click", keep, true);
  document.addEventListener("submit", keep, true);
})()`;

/** The script, for the head of every page; `nonce` is that of the page's policy. */
export function EarlyPresses({ nonce }: { nonce: string | undefined }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the text above, which nobody else has a part in
  return <script nonce={nonce} dangerouslySetInnerHTML={{ __html: script }} suppressHydrationWarning />;
}
