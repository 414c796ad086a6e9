// How long to wait before the next try. Ten thousand phones that lost the same server must not come back
// in the same second: the wait is spread over its whole length ("full jitter"), and never more than `most`.

export function wait(tries, chance, { first = 500, most = 15000 } = {}) {
  const ceiling = Math.min(most, first * 2 ** Math.min(tries, 16));
  return Math.round(ceiling * (0.25 + 0.75 * chance));
}

/** A press: quicker and more stubborn than anything else. */
export const pressWait = (tries, chance) => wait(tries, chance, { first: 300, most: 4000 });
