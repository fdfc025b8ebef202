/** The maps that are measured, in the order of the table's columns. */
export const MAPS = ['Jari', 'seatmap-canvas', 'seatchart'];
