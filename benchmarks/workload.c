/* The workload of the benchmark by hand: blocks that stay in the cache, no branches, roundings as
   multiplications with one correction. All amounts are cents, percentages hundredths of a percent. */
#include <stdint.h>
#define BLOCK 2048
typedef int64_t i64;

/* (a + c / 2) / c for 0 <= a < 2^50: the reciprocal is off by one at most, which is put right. */
static inline i64 near(i64 a, i64 c) {
  i64 n = a + c / 2;
  i64 q = (i64)((double)n * (1.0 / (double)c));
  i64 r = n - q * c;
  q -= r < 0;
  q += r >= c;
  return q;
}
static inline i64 lesser(i64 a, i64 b) { return a < b ? a : b; }
static inline i64 greater(i64 a, i64 b) { return a > b ? a : b; }

void run(const i64 *restrict revenue, const i64 *restrict retention, const i64 *restrict margin,
         const i64 *restrict churn, i64 *restrict out, i64 n, i64 first, i64 end) {
  static __thread i64 total[BLOCK], paid_before[BLOCK], given[BLOCK], bonus_given[BLOCK],
      carried[BLOCK], low[BLOCK], active[BLOCK], held[12][BLOCK];
  for (i64 start = first; start < end; start += BLOCK) {
    i64 m = lesser(BLOCK, end - start);
    for (i64 i = 0; i < m; i++) carried[i] = low[i] = active[i] = 0;
    for (i64 p = 0; p < 12; p++) {
      i64 keep = p % 4 ? -1 : 0; /* a year goes on */
      const i64 *rev = revenue + p * n + start, *ret = retention + p * n + start;
      const i64 *mar = margin + p * n + start, *chu = churn + p * n + start;
      i64 *to = out + p * n + start;
      i64 *h = held[p];
      const i64 *old = p >= 2 ? held[p - 2] : held[p];
      i64 releases = p >= 2 ? -1 : 0, at_end = p == 11 ? -1 : 0;
      const i64 *young = held[p ? p - 1 : 0];
      for (i64 i = 0; i < m; i++) {
        i64 t = (total[i] & keep) + rev[i];
        i64 x = greater(t, 0);
        i64 f = 5 * x + 2 * greater(x - 10000000, 0) + 2 * greater(x - 25000000, 0) +
                greater(x - 50000000, 0) + 2 * greater(x - 100000000, 0);
        i64 line = f - (paid_before[i] & keep) + carried[i];
        total[i] = t;
        paid_before[i] = f;
        carried[i] = lesser(line, 0);
        i64 room = greater(12000000 - (given[i] & keep), 0);
        i64 c = lesser(lesser(greater(line, 0), 400000000), 100 * room);
        c = near(c, 100);
        given[i] = (given[i] & keep) + c;
        low[i] = mar[i] < 3500 ? lesser(low[i] + 1, 2) : 0;
        i64 on = (active[i] | (low[i] >= 2)) & (mar[i] < 3800);
        active[i] = on;
        c = near(on ? c : 2 * c, 2);
        i64 b = ret[i] >= 9000 ? greater(rev[i], 0) : 0;
        i64 left = greater(4000000 - (bonus_given[i] & keep), 0);
        b = near(lesser(b, 50 * left), 50);
        bonus_given[i] = (bonus_given[i] & keep) + b;
        b = near(on ? b : 2 * b, 2);
        i64 back = near(c, 10);
        h[i] = back;
        i64 due = (old[i] & releases) + ((young[i] + back) & at_end);
        due = chu[i] > 800 ? 0 : due;
        to[i] = c - back + due + b;
      }
    }
  }
}
