import { Timestamp } from 'bson';

/** Hands out cluster times: strictly growing, and close to the wall clock. */
export class ClusterClock {
  private seconds = 0;
  private increment = 0;

  /** Never again hands out a time at or before this one. */
  advanceTo(time: Timestamp): void {
    if (time.t < this.seconds || (time.t === this.seconds && time.i <= this.increment)) return;
    this.seconds = time.t;
    this.increment = time.i;
  }

  next(): Timestamp {
    const now = Math.floor(Date.now() / 1_000);
    if (now > this.seconds) {
      this.seconds = now;
      this.increment = 1;
    } else this.increment += 1;
    return this.last();
  }

  last(): Timestamp {
    return new Timestamp({ t: this.seconds, i: this.increment });
  }
}
