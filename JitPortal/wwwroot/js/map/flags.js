// The bits of the server's MapFlags: what the map shows of a host besides its colour.

export const UP = 1;
export const GONE = 2;
export const NEW = 4;
export const CHANGED = 8;
export const GRANTED = 16;
export const CLOSING = 32;
export const HINT = 64;
