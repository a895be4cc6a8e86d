/** The version of the format of the events. It changes if a field changes its meaning or is removed. */
export const EVENT_VERSION = 1;

/** The fields of all events. */
export interface Versioned {
  v: typeof EVENT_VERSION;
}
