import { type APIRequestContext, type APIResponse, expect } from '@playwright/test';

export interface Match {
  id: number;
  name: string;
  sale: { opensAt: number; closesAt: number | null };
}

export interface Block {
  id: number;
  name: string;
}

export interface Seat {
  id: number;
  status: 'AVAILABLE' | 'HOLD' | 'RESERVED' | 'OCCUPIED';
}

/** A buyer without a browser: the REST routes, in a session of their own. */
export class Buyer {
  constructor(private readonly request: APIRequestContext) {}

  async matches(): Promise<Match[]> {
    return (await this.read('/api/matches')).matches;
  }

  /** The first match that is on sale now. */
  async openMatch(): Promise<Match> {
    const now = Date.now();
    const open = (await this.matches()).find(
      ({ sale }) => sale.opensAt <= now && (sale.closesAt === null || now < sale.closesAt),
    );
    if (!open) throw new Error('The demo has no match on sale');
    return open;
  }

  async blocks(match: Match): Promise<Block[]> {
    return (await this.read(`/api/matches/${match.id}/blocks`)).blocks;
  }

  async seats(match: Match, block: Block): Promise<Seat[]> {
    return (await this.read(`/api/matches/${match.id}/blocks/${block.id}/seats`)).seats;
  }

  async available(match: Match, block: Block): Promise<Seat[]> {
    return (await this.seats(match, block)).filter(({ status }) => status === 'AVAILABLE');
  }

  /** The first block with room for every test. */
  async roomyBlock(match: Match): Promise<Block> {
    for (const block of await this.blocks(match)) {
      if ((await this.available(match, block)).length >= 40) return block;
    }
    throw new Error('The demo has no block with 40 free seats');
  }

  async hold(match: Match, seat: Seat): Promise<void> {
    expect((await this.change(match, seat, 'hold')).status()).toBe(201);
  }

  /** Holds the first free seat. */
  async holdOne(match: Match, block: Block): Promise<void> {
    const [seat] = await this.available(match, block);
    await this.hold(match, seat);
  }

  async release(match: Match, seat: Seat): Promise<void> {
    expect((await this.change(match, seat, 'release')).status()).toBe(200);
  }

  /** Buys a seat that is on hold in this session. */
  async complete(match: Match, seat: Seat): Promise<void> {
    const path = `/api/matches/${match.id}/allocation/seats/complete`;
    expect((await this.request.post(path, { data: { seatIds: [seat.id] } })).status()).toBe(200);
  }

  private change(match: Match, seat: Seat, action: string): Promise<APIResponse> {
    return this.request.post(`/api/matches/${match.id}/allocation/seats/${seat.id}/${action}`);
  }

  private async read(path: string) {
    const answer = await this.request.get(path);
    expect(answer.status(), path).toBe(200);
    return (await answer.json()).data;
  }
}
