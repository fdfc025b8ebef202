/** What a page says in a language, by which a person finds what is on it. */
export interface Words {
  language: 'ko' | 'en';
  map: string;
  blockMap: string;
  whole: string;
  mine: string;
  live: string;
  available: string;
  own: string;
}

/** The states of a seat as the map says them. */
export const AVAILABLE = '선택 가능';
export const HELD = '다른 사람이 선택 중';
export const OWN = '내가 선택함';

export const KOREAN: Words = {
  language: 'ko',
  map: '경기장 지도',
  blockMap: '좌석 배치도',
  whole: '전체 경기장',
  mine: '내 좌석',
  live: '실시간',
  available: AVAILABLE,
  own: OWN,
};

export const ENGLISH: Words = {
  language: 'en',
  map: 'Venue map',
  blockMap: 'Seat map',
  whole: 'Whole venue',
  mine: 'Your seats',
  live: 'Live',
  available: 'available',
  own: 'held by you',
};
