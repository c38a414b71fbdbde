/**
 * From a message as its sender wrote it, which is how the control API tells it, to what a reader sees. The inbox gets this done by the
 * server; here markdown becomes HTML (what it may contain is `RichText`'s matter) and colours become colours.
 */
import { type Captured, type Demo, type Message, mediaUrl, type WireMessage } from '@hobnail/api'
import type { Shown } from '@hobnail/ui'
import { micromark } from 'micromark'

/** `FFBBBBBB`, `0xFFF65E5E`: transparency, red, green, blue. */
export function colourOf(text: string | undefined): string | undefined {
  const digits = text?.trim().replace(/^(0x|#)/i, '') ?? ''
  if (/^[0-9a-f]{6}$/i.test(digits)) return `#${digits}`
  return /^[0-9a-f]{8}$/i.test(digits) ? `#${digits.slice(2)}${digits.slice(0, 2)}` : undefined
}

/** `app` is the demo's: a form shows the name of the app that sent it. */
export function shownOf(captured: Captured, app: Demo | undefined): Shown {
  const { msg, media } = captured
  const url = (preview = false) => (media ? mediaUrl(media.media_id, undefined, preview) : '')
  return {
    kind: msg.msgtype === 'action_card' ? 'actionCard' : (msg.msgtype as Message['kind']),
    summary: summaryOf(captured),
    text: msg.text,
    markdown: msg.markdown && { title: msg.markdown.title, html: micromark(msg.markdown.text) },
    link: msg.link && { ...msg.link, picUrl: media ? url(true) : msg.link.picUrl },
    actionCard: msg.action_card && cardOf(msg.action_card),
    image: msg.image && { url: url(), previewUrl: url(true), width: media?.width, height: media?.height },
    voice: msg.voice && { url: url(), mime: media?.mime, seconds: Number(msg.voice.duration) },
    file: msg.file && { url: url(), name: media?.name ?? '', size: media?.size ?? 0 },
    oa: msg.oa && formOf(msg.oa, app?.agent_id === captured.agent_id ? app.agent_name : msg.oa.head.text, url(true)),
  }
}

function cardOf(card: NonNullable<WireMessage['action_card']>): Message['actionCard'] {
  return {
    title: card.title ?? '',
    html: micromark(card.markdown),
    vertical: card.btn_orientation !== '1',
    ...(card.single_title && { singleTitle: card.single_title, singleUrl: card.single_url ?? '' }),
    ...(card.btn_json_list && {
      buttons: card.btn_json_list.map(({ title, action_url }) => ({ title, url: action_url })),
    }),
  }
}

function formOf(oa: NonNullable<WireMessage['oa']>, appName: string, picture: string): Message['oa'] {
  const { body, status_bar: bar } = oa
  return {
    head: { text: appName, color: colourOf(oa.head.bgcolor) ?? '' },
    statusBar: bar?.status_value ? { value: bar.status_value, color: colourOf(bar.status_bg) ?? '#000000' } : undefined,
    title: body.title,
    form: (body.form ?? []).slice(0, 6).map(({ key = '', value = '' }) => ({ key, value })),
    rich: body.rich && { num: body.rich.num ?? '', unit: body.rich.unit ?? '' },
    content: body.content,
    imageUrl: picture || body.image,
    fileCount: body.file_count,
    author: body.author,
    messageUrl: oa.pc_message_url || oa.message_url,
  }
}

/** One line of a message, for lists. */
export function summaryOf({ msg, media }: Captured): string {
  const { text, markdown, link, action_card: card, oa } = msg
  return (
    text?.content ??
    markdown?.title ??
    link?.title ??
    (card && (card.title || card.markdown)) ??
    (oa && (oa.body.title || oa.body.content || oa.head.text)) ??
    media?.name ??
    msg.msgtype
  )
}
