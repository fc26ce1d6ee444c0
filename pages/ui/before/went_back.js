// @ts-check
// Back, pressed again while a document is still coming, is heard by nobody: the address was another one, and the page that of
// the address before.  Once the page stands it is told again.

const APP = "[data-testid=stApp]", STATE = "data-test-script-state";
let missed = false;
const miss = () => {
  missed = true;
};
const arriving = new MutationObserver(() => {
  const drawn = "downhillBus" in window && document.querySelector(APP)?.getAttribute(STATE) === "notRunning";
  if (!drawn) return;
  arriving.disconnect();
  removeEventListener("popstate", miss);
  if (missed) dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
});
addEventListener("popstate", miss);
arriving.observe(document, { subtree: true, childList: true, attributeFilter: [STATE] });
