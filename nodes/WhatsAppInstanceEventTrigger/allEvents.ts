/** The value of 'Trigger On' that stands for every event, including undocumented ones. */
export const ALL_EVENTS = '*';
