import { nodeClock } from './virtualClock.cts';

/** What the built node finds in the place of its own `transport/clock` (see jest.config.cjs). */
export const { now, uptime, wait, deadline } = nodeClock;
