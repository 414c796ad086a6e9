// A press that lies on the phone and has not been sent. Pure: the caller brings the time.

/** After so long without the server's answer the person is offered other ways. */
export const OFFER_MS = 3000;

/** A press older than this is not sent without asking: where the person was, and whether they still want the police,
 *  is no longer known, and a call-back may reach them beside whoever they feared (ADR 37). sw-kept.js says the same. */
export const ASK_MS = 15 * 60 * 1000;

/** "send" or "ask". A clock that was set meanwhile tells no age: then too, the person is asked. */
export const verdict = (press, at) => (Math.abs(at - press.at) > ASK_MS ? "ask" : "send");

/** Trying again will not help: the server wants something else. */
export const refusedForGood = (status) => status >= 400 && status < 500 && status !== 408 && status !== 429;

/** The press that goes out when the button is pressed once more while an earlier one is unsent: still that one, so
 *  that it stays a single alarm, with what is known by now. */
export const pressedAgain = (press, body) => ({ ...press, body: { ...press.body, ...body, id: press.body.id,
  pressed_at: press.body.pressed_at, location: body.location || press.body.location } });
