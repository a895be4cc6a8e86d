/** The version of the events' shape. It changes when a field changes its meaning or goes. */
export const EVENT_VERSION = 1;

/** What every event has. */
export interface Versioned {
  v: typeof EVENT_VERSION;
}
