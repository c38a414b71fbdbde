import { words } from '../texts'

export const texts = words({
  zh: {
    picture: '图片',
    mediaGone: '图片无法显示',
    recording: (seconds: number) => `语音 ${seconds} 秒`,
    attachments: (count: string) => `附件 ${count} 个`,
    blockedLink: '这个链接的地址无法打开',
  },
  en: {
    picture: 'Picture',
    mediaGone: 'The picture cannot be shown',
    recording: seconds => `Recording, ${seconds} s`,
    attachments: count => `${count} attachments`,
    blockedLink: 'The address of this link cannot be opened',
  },
})
