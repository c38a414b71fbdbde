import { words } from '@hobnail/ui'

export const texts = words({
  zh: {
    title: '开发者后台',
    values: '接入这台服务器',
    hint: '程序里把钉钉的服务地址换成下面这个，其余不变。',
    server: '服务地址',
    start: '演示应用的凭证和第一次调用，在起始页',
    rooms: '开发',
  },
  en: {
    title: 'Developer console',
    values: 'Connect to this server',
    hint: 'In your program, replace the address of DingTalk by this one; nothing else changes.',
    server: 'Server',
    start: 'The demo app’s credentials and a first call are on the start page',
    rooms: 'Develop',
  },
})
