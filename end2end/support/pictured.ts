import { ENGLISH, KOREAN } from './words';

/** The pictures are of pages in the language that SCREENSHOTS_LANGUAGE names, or in Korean. */
const isEnglish = process.env.SCREENSHOTS_LANGUAGE === 'en';

export const words = isEnglish ? ENGLISH : KOREAN;

/** What a page says when something has come about that is to be in the picture. */
export const said = isEnglish
  ? {
      connecting: 'Connecting',
      polling: 'A few seconds behind',
      reconnecting: 'Reconnecting',
      stale: 'Out of date',
      faster: 'got this seat first',
      ownList: 'List of your seats',
      wholeMap: 'Whole venue',
      zoomIn: 'Zoom in',
      ending: 'within a minute',
      ended: 'Time’s up',
      needsCookies: 'You need cookies',
    }
  : {
      connecting: '연결 중',
      polling: '몇 초마다 갱신',
      reconnecting: '다시 연결 중',
      stale: '오래된 정보',
      faster: '먼저',
      ownList: '내 좌석 목록',
      wholeMap: '전체 경기장',
      zoomIn: '확대',
      ending: '1분 안에',
      ended: '선택 시간이 지나',
      needsCookies: '쿠키가 필요합니다',
    };
