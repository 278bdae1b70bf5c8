export declare function judge(run: {
  readonly grade: "claimed" | "transactional";
  readonly lines: string;
  readonly tally: {
    readonly firstSuccess: ReadonlyMap<string, number>;
    readonly statuses: Readonly<Record<string, number>>;
  };
  readonly effects: ReadonlyMap<string, number>;
  readonly faults: readonly {
    readonly what: string;
    readonly pid?: number;
    readonly from: number;
    readonly to: number;
  }[];
  readonly leaseMs: number;
  readonly ids: Iterable<string>;
}): {
  readonly figures: {
    readonly lost: number;
    readonly doubled: number;
    readonly bound: number;
    readonly stale: number;
    readonly slowestTakeOverMs: number;
  };
  readonly violations: readonly string[];
};
