// A list is brought up to date, not made anew: what stays in it stays the same node. A finger that is down on it keeps
// its tap, who goes by keyboard keeps the focus, and a screen reader hears what changed only. A list made anew under a
// finger swallows the touch, and nobody learns of it.

/** Brings the children of `box` to `fresh`, in that order; those of one `attribute`'s value are one and the same. */
export function settle(box, attribute, fresh) {
  const standing = new Map([...box.children].map((node) => [node.getAttribute(attribute), node]));
  const wanted = fresh.map((node) => {
    const stays = standing.get(node.getAttribute(attribute));
    return stays ? renew(stays, node) : node;
  });
  for (const node of [...box.children]) if (!wanted.includes(node)) node.remove();
  wanted.forEach((node, at) => { if (box.children[at] !== node) box.insertBefore(node, box.children[at] || null); });
}

/** Makes `node` say what `fresh` says, all the way down, and touches nothing that says it already. */
export function renew(node, fresh) {
  if (node.nodeName !== fresh.nodeName) {
    node.replaceWith(fresh);
    return fresh;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.nodeValue !== fresh.nodeValue) node.nodeValue = fresh.nodeValue;
    return node;
  }
  for (const { name } of [...node.attributes]) if (!fresh.hasAttribute(name)) node.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  const before = [...node.childNodes];
  const after = [...fresh.childNodes];
  after.forEach((child, at) => { if (before[at]) renew(before[at], child); else node.append(child); });
  for (const gone of before.slice(after.length)) gone.remove();
  return node;
}
