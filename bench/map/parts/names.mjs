/** What there is to measure, in the order in which it is. */
export const PARTS = ['moving', 'changing', 'opening', 'weight', 'memory'];
