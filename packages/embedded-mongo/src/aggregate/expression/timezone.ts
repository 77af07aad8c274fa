import { CommandError } from '../../errors.js';

const MINUTE_MS = 60_000;
const OFFSET = /^([+-])(\d{2})(?::?(\d{2}))?$/;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch {
      throw new CommandError('Location40485', `unrecognized time zone identifier: "${zone}"`);
    }
    formats.set(zone, format);
  }
  return format;
}

function namedOffsetMs(zone: string, at: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year, month, day, hour, minute, second } = parts as Record<string, number>;
  const local = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
  return local - Math.floor(at / 1000) * 1000;
}

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. Zones: an Olson name or `+hh:mm`. */
export function zoneOffsetMs(zone: string | undefined, at: number): number {
  if (zone === undefined || zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0;
  const fixed = OFFSET.exec(zone);
  if (!fixed) return namedOffsetMs(zone, at);
  const minutes = Number(fixed[2]) * 60 + Number(fixed[3] ?? 0);
  return (fixed[1] === '-' ? -minutes : minutes) * MINUTE_MS;
}

/** An instant as the UTC date that shows the zone's clock. */
export function toLocal(date: Date, zone: string | undefined): Date {
  return new Date(date.getTime() + zoneOffsetMs(zone, date.getTime()));
}

/** The instant at which the zone's clock shows what `local` shows in UTC. */
export function fromLocal(local: Date, zone: string | undefined): Date {
  const shown = local.getTime();
  const guess = shown - zoneOffsetMs(zone, shown);
  return new Date(shown - zoneOffsetMs(zone, guess));
}
