/**
 * A work notification as its readers know it from DingTalk: text as a bubble, markdown as formatted text, a link as a card that is one
 * link, an action card with its buttons below a line, pictures, recordings and files with what they carry, a form as one link.
 * The titles of markdown and action cards stand in the list only, as there.
 * Addresses pass `safeHref`; one that may not be followed is shown as plain words, with the reason on hover.
 */
import LinkOutlined from '@ant-design/icons/es/icons/LinkOutlined'
import type { Message } from '@hobnail/api'
import { useState } from 'react'
import { hostOf, safeHref, safeImage } from '../links'
import { RichText } from '../RichText'
import { FileCard, Form, Picture, Voice } from './carried'
import { Followed } from './Followed'
import styles from './MessageBody.module.css'

export type Shown = Pick<
  Message,
  'kind' | 'summary' | 'text' | 'markdown' | 'link' | 'actionCard' | 'image' | 'voice' | 'file' | 'oa'
>

export function MessageBody({ message }: { message: Shown }) {
  const { text, markdown, link, actionCard, image, voice, file, oa } = message
  if (text) return <PlainText content={text.content} />
  if (markdown) return <RichText html={markdown.html} />
  if (link) return <LinkCard link={link} />
  if (actionCard) return <ActionCard card={actionCard} />
  if (image) return <Picture image={image} />
  if (voice) return <Voice voice={voice} />
  if (file) return <FileCard file={file} />
  if (oa) return <Form oa={oa} />
  return <PlainText content={message.summary} />
}

const address = /(https?:\/\/[^\s<>"'，。；！？（）《》“”]+)/

function PlainText({ content }: { content: string }) {
  let at = 0
  return (
    <p className={styles.text}>
      {content.split(address).map((part, index) => {
        const key = at
        at += part.length
        const href = index % 2 ? safeHref(part) : undefined
        return href ? (
          <a key={key} href={href} target="_blank" rel="noopener noreferrer">
            {part}
          </a>
        ) : (
          <span key={key}>{part}</span>
        )
      })}
    </p>
  )
}

function LinkCard({ link }: { link: NonNullable<Message['link']> }) {
  const [broken, setBroken] = useState(false)
  const picture = broken ? undefined : safeImage(link.picUrl)
  const href = safeHref(link.messageUrl)
  return (
    <Followed to={link.messageUrl} className={styles.link}>
      <strong>{link.title}</strong>
      <span className={styles.linkBody}>
        <span className={styles.linkText}>{link.text}</span>
        <span className={styles.picture}>
          {picture ? (
            <img src={picture} alt="" loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(true)} />
          ) : (
            <LinkOutlined />
          )}
        </span>
      </span>
      {href && <span className={styles.host}>{hostOf(href)}</span>}
    </Followed>
  )
}

function ActionCard({ card }: { card: NonNullable<Message['actionCard']> }) {
  const buttons = card.buttons?.length
    ? card.buttons
    : card.singleTitle
      ? [{ title: card.singleTitle, url: card.singleUrl ?? '' }]
      : []
  return (
    <>
      <RichText html={card.html} />
      {buttons.length > 0 && (
        <div className={styles.buttons} data-vertical={card.vertical || buttons.length === 1}>
          {buttons.map((button, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a card's buttons never move, and two may be alike
            <Followed key={index} to={button.url} className={styles.button}>
              {button.title}
            </Followed>
          ))}
        </div>
      )}
    </>
  )
}
