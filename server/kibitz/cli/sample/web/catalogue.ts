/** A small client for the catalogue's web page. */

export interface Track {
  identifier: string;
  title: string;
  artist: string;
  duration: number;
}

export type Order = "title" | "artist" | "duration";

export function formatDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = String(seconds % 60).padStart(2, "0");
  return `${minutes}:${rest}`;
}

export class Catalogue {
  private readonly tracks = new Map<string, Track>();

  add(track: Track): void {
    if (track.duration <= 0) {
      throw new Error(`${track.title} has no duration`);
    }
    this.tracks.set(track.identifier, track);
  }

  byArtist(artist: string): Track[] {
    return [...this.tracks.values()].filter((track) => track.artist === artist);
  }

  sorted(order: Order): Track[] {
    return [...this.tracks.values()].sort((a, b) => (a[order] < b[order] ? -1 : 1));
  }
}
