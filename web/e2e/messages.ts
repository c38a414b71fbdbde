/** One message of every kind, with words of its own to find it by. */
import { crc32, deflateSync } from 'node:zlib'
import type { WireMessage } from '../packages/api/src/platform'

export const text = (words: string): WireMessage => ({
  msgtype: 'text',
  text: { content: `${words}\n第二行，见 https://example.com/help 。` },
})

export const markdown = (words: string): WireMessage => ({
  msgtype: 'markdown',
  markdown: {
    title: '昨日构建报告',
    text: `### 昨日构建报告\n\n共 **128** 次构建，失败 \`3\` 次。\n\n- orders：超时，已重试\n- billing：依赖缺失\n\n> ${words}\n\n[查看全部](https://example.com/builds)`,
  },
})

export const link = (words: string): WireMessage => ({
  msgtype: 'link',
  link: {
    title: '本周例会改到周四 15:00',
    text: `请各位提前更新各自的进度，会上只讨论有风险的事项。${words}`,
    picUrl: '@lADOADmaWMzazQKA',
    messageUrl: 'https://wiki.example.com/meetings/42',
  },
})

export const single = (words: string): WireMessage => ({
  msgtype: 'action_card',
  action_card: {
    title: '报销单已到账',
    markdown: `#### 报销单已到账\n\n金额：**¥1,280.00**\n\n${words}`,
    single_title: '查看详情',
    single_url: 'https://example.com/claims/7',
  },
})

export const buttons = (words: string, orientation: '0' | '1'): WireMessage => ({
  msgtype: 'action_card',
  action_card: {
    title: '请假申请等待审批',
    markdown: `#### 请假申请\n\n**张伟** 申请年假 2 天\n\n${words}`,
    btn_orientation: orientation,
    btn_json_list: [
      { title: '同意', action_url: 'https://example.com/leave/9/approve' },
      { title: '拒绝', action_url: 'https://example.com/leave/9/refuse' },
    ],
  },
})

export const image = (media_id: string): WireMessage => ({ msgtype: 'image', image: { media_id } })

export const voice = (media_id: string): WireMessage => ({ msgtype: 'voice', voice: { media_id, duration: '2' } })

export const file = (media_id: string): WireMessage => ({ msgtype: 'file', file: { media_id } })

/** A form with everything in it; the status bar is for few receivers. */
export const form = (words: string, picture: string): WireMessage => ({
  msgtype: 'oa',
  oa: {
    message_url: 'https://example.com/claims/7',
    head: { bgcolor: 'FFF97A0B', text: '报销' },
    status_bar: { status_value: '进行中', status_bg: '0xFFF65E5E' },
    body: {
      title: '差旅报销单',
      form: [
        { key: '申请人：', value: '张伟' },
        { key: '部门：', value: '研发中心 / 平台组' },
        { key: '出差事由：', value: `客户现场上线支持，${words}，含往返交通、两晚住宿和当地打车费用` },
      ],
      rich: { num: '1,280.00', unit: '元' },
      content: '发票已全部上传，附行程单与住宿水单。请在本周五之前审批，以便赶上本月的付款批次。',
      image: picture,
      file_count: '3',
      author: '张伟',
    },
  },
})

/** A picture of so many pixels, with a sun above a hill: something that can be seen to be whole. */
export function png(width: number, height: number): Uint8Array<ArrayBuffer> {
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * (width * 3 + 1) + 1 + x * 3
      const sun = Math.hypot(x - width * 0.75, y - height * 0.28) < height * 0.14
      const hill = y > height * (0.72 - 0.22 * Math.sin((x / width) * Math.PI))
      rows.set(
        sun ? [246, 189, 66] : hill ? [72, 133, 98] : [196 - (y * 60) / height, 222 - (y * 30) / height, 244],
        at,
      )
    }
  const chunk = (kind: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(kind), data])
    const ends = Buffer.alloc(8)
    ends.writeUInt32BE(data.length, 0)
    ends.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const parts = [chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]
  return new Uint8Array(Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), ...parts]))
}

/** Two seconds of a quiet tone. */
export function wav(): Uint8Array<ArrayBuffer> {
  const rate = 8000
  const data = Buffer.alloc(rate * 2)
  for (let at = 0; at < data.length; at++) data[at] = 128 + 40 * Math.sin((at / rate) * 2 * Math.PI * 440)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return new Uint8Array(Buffer.concat([head, data]))
}

export const pdf = () => new Uint8Array(Buffer.from('%PDF-1.4\n%%EOF\n'))
