import { describe, expect, it } from "vitest";
import { race } from "../../bench/harness/race.mjs";
import { createReport } from "../../bench/harness/report.mjs";
import { compare, percentile } from "../../bench/harness/statistics.mjs";

const repeat = (times: number, ...values: number[]) => Array.from({ length: times }, () => values).flat();

describe("the statistics of the benchmark", () => {
  it("a percentile is one of the values, in whatever order they came", () => {
    const list = [5, 1, 11, 4, 3, 2, 10, 9, 8, 7, 6];
    expect([0, 0.1, 0.5, 1].map((share) => percentile(list, share))).toEqual([1, 2, 6, 11]);
    expect(percentile([7], 0.1)).toBe(7);
    expect(list[0]).toBe(5);
  });

  it("the median is that of the rounds' own ratios, which a slow machine does not move", () => {
    const to = [10, 10, 10, 1000, 10];
    const of = [20, 20, 20, 2000, 20];
    expect(compare(of, to).median).toBe(2);
    expect(compare([20, 30, 10, 2000, 40], to).median).toBe(2);
  });

  it("the quiet ratio is that of the 10th percentiles, the spread that of five blocks", () => {
    const of = [...repeat(10, 2), ...repeat(10, 4), ...repeat(10, 6), ...repeat(10, 8), ...repeat(10, 10)];
    expect(compare(of, repeat(50, 1))).toEqual({ quiet: 2, median: 6, low: 2, high: 10 });
    expect(compare([3], [2])).toEqual({ quiet: 1.5, median: 1.5, low: 1.5, high: 1.5 });
  });

  it("refuses to compare without as many rounds on both sides", () => {
    expect(() => compare([1, 2], [1])).toThrow("as many rounds");
    expect(() => compare([], [])).toThrow("as many rounds");
  });
});

describe("the race of the benchmark", () => {
  it("runs the candidates in turn, to and fro, and drops the warm-up", async () => {
    const calls: string[] = [];
    const times = await race({ a: () => calls.push("a"), b: () => calls.push("b") }, { rounds: 4, perRound: 2 });
    // Once each to see what they answer with, then one round to warm up and four that count.
    expect(calls.join("")).toBe(`ab${"aabb"}${"bbaa"}${"aabb"}${"bbaa"}${"aabb"}`);
    expect(times.a).toHaveLength(4);
    expect(times.b).toHaveLength(4);
    for (const time of [...times.a, ...times.b]) expect(time).toBeGreaterThan(0);
  });

  it("awaits each call of what answers with a promise, before the next", async () => {
    let running = 0;
    let most = 0;
    const run = async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    };
    await race({ run }, { rounds: 2, perRound: 5 });
    expect([most, running]).toEqual([1, 0]);
  });

  it("makes as many calls as fill a round, where none are said", async () => {
    let calls = 0;
    await race({ count: () => calls++ }, { rounds: 1, roundMs: 0.2 });
    expect(calls).toBeGreaterThan(50);
  });

  it("stops at a candidate that throws", async () => {
    const broken = () => {
      throw new Error("refused");
    };
    await expect(race({ broken })).rejects.toThrow("refused");
  });
});

describe("the report of the benchmark", () => {
  const verdicts = (goal: { most?: number; least?: number }, ...values: number[]) =>
    values.map((value) => {
      const report = createReport();
      report.value({ what: "a figure", value, unit: "B", ...goal });
      report.ratio({ what: "a ratio", of: repeat(5, value), to: repeat(5, 1), ...goal });
      const [first, second] = report.figures;
      expect(first?.met).toBe(second?.met);
      return first?.met;
    });

  it("a figure is met up to its bound, and not beyond", () => {
    expect(verdicts({ most: 2 }, 1, 2, 2.01)).toEqual([true, true, false]);
    expect(verdicts({ least: 2 }, 1.99, 2, 3)).toEqual([false, true, true]);
    expect(verdicts({ least: 1, most: 2 }, 0.9, 1.5, 2.1)).toEqual([false, true, false]);
  });

  it("a figure without a goal has no verdict; one that could not be computed is not met", () => {
    expect(verdicts({}, 1)).toEqual([undefined]);
    expect(verdicts({ most: 1 }, Number.NaN)).toEqual([false]);
  });

  it("judges the median, not the quiet ratio", () => {
    const report = createReport();
    report.ratio({ what: "often slow", of: [1, 1, 3, 3, 3, 3], to: repeat(6, 1), most: 2 });
    const [figure] = report.figures;
    expect(figure).toMatchObject({ ratio: { quiet: 1, median: 3 }, met: false, rounds: 6, unit: "ns" });
  });

  it("of many times it keeps the median, and how they spread", () => {
    const report = createReport();
    report.value({ what: "start", times: [9, 3, 5, 4, 6], unit: "ms", most: 5 });
    expect(report.figures).toMatchObject([{ value: 5, spread: { quiet: 3, low: 3, high: 9 }, met: true }]);
  });
});
