// @ts-check
// A page that the browser translates while it is alive.  The translator puts <font> elements in the place of texts; the library
// that draws the page knows nothing of that, and where it takes such a text away, or puts something before it, all of the page
// was gone; where it changed one, the old words stayed.  What is asked of a text is done to what stands for it.

/** @type {WeakMap<Node, Node>} */
const standing = new WeakMap(); // a text → the element that stands for it

const changed = new MutationObserver((records) => {
  for (const { target } of records) /** @type {Element | undefined} */ (standing.get(target))?.replaceWith(target);
});

const replaced = new MutationObserver((records) => {
  for (const { addedNodes, removedNodes, previousSibling, nextSibling } of records) {
    for (const text of removedNodes) {
      if (!(text instanceof Text) || text.isConnected) continue;
      const font = [...addedNodes, previousSibling, nextSibling].find((node) => node?.nodeName === "FONT");
      if (!font) continue;
      standing.set(text, font);
      changed.observe(text, { characterData: true });
    }
  }
});
replaced.observe(document, { childList: true, subtree: true });

/**
 * @param {Node} parent
 * @param {Node | null} node
 * @returns {Node | null} the parent's child that the node is in, or that stands for it
 */
function child(parent, node) {
  while (node && node.parentNode !== parent) node = node.parentNode ?? standing.get(node) ?? null;
  return node;
}

const { removeChild, insertBefore } = Node.prototype;
/** @type {any} */ (Node.prototype).removeChild = function (/** @type {Node} */ node) {
  const there = child(this, node);
  if (there || node.parentNode) removeChild.call(this, there ?? node);
  return node;
};
/** @type {any} */ (Node.prototype).insertBefore = function (/** @type {Node} */ node, /** @type {Node | null} */ before) {
  return insertBefore.call(this, node, child(this, before) ?? (before?.parentNode ? before : null));
};
