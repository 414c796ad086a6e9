// Has the dialler opened? Pure. No page is told; it sees only that something covers it (ADR 65).

/** So long after it was asked for. What covers the page later is another program, or a screen that was locked. */
export const MOMENT_MS = 10000;

/** `leaving`: a page that goes to another one is hidden, too. */
export const opened = ({ hidden, leaving, after }) => hidden && !leaving && after < MOMENT_MS;
