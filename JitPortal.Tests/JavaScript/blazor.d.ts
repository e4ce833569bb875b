/** What the scripts use of Blazor's own script. */
declare const Blazor: {
  /** false: the server answers, but does not know the circuit any more. */
  reconnect(): Promise<boolean>;
  resumeCircuit(): Promise<boolean>;
};
