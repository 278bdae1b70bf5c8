export interface Engine {
  readonly port: number;
  readonly host: string;
  readonly url: string;
  /** Where its data lie. */
  readonly folder: string;
  readonly pid: number;
  /** Starts it again, on the same port and data. */
  start(): Promise<void>;
  /** Crashes the process and keeps the data. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  pause(): boolean;
  resume(): boolean;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}
export declare function freePort(): Promise<number>;
/** The path of a program, or `undefined`. */
export declare function program(name: string): string | undefined;
/** Whether an engine can be started here. Where `CI` is set its absence is an error; elsewhere it is said loudly. */
export declare function hasEngine(engine: "redis" | "postgres"): boolean;
export declare function startRedis(args?: string[]): Promise<Engine>;
export declare function startPostgres(settings?: Record<string, string | number>): Promise<Engine>;
