// The server's clock, as far as a page can know it.

const server = Date.parse(document.querySelector('meta[name=server-time]')?.getAttribute('content') ?? '');

const [navigation] = performance.getEntriesByType('navigation');
const answeredAfter = navigation instanceof PerformanceNavigationTiming ? navigation.responseStart : performance.now();

// NB. Deadlines are the server's; a wrong clock on the reader's machine must not show more time than there is.
const skew = Number.isNaN(server) ? 0 : server - (performance.timeOrigin + answeredAfter);

/** Now, in ms since 1970. */
export const now = () => Date.now() + skew;
