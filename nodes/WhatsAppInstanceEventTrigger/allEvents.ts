/** The value of 'Trigger On' that stands for every event, also one that is not documented. */
export const ALL_EVENTS = '*';
