/**
 * Messages that carry a file, and forms. Files come from this server, which gives them to receivers only; a recording that the browser
 * cannot play (AMR) can still be saved. A form is one link, with its colour, rows, number and status as the sender set them.
 */
import FileOutlined from '@ant-design/icons/es/icons/FileOutlined'
import type { Message } from '@hobnail/api'
import { useState } from 'react'
import { safeImage } from '../links'
import { useWords } from '../UiProvider'
import styles from './carried.module.css'
import { Followed } from './Followed'
import { texts } from './texts'

type Body<K extends keyof Message> = NonNullable<Message[K]>

export function Picture({ image }: { image: Body<'image'> }) {
  const t = useWords(texts)
  const [broken, setBroken] = useState(false)
  if (broken) return <p className={styles.gone}>{t.mediaGone}</p>
  return (
    <a href={image.url} target="_blank" rel="noopener noreferrer">
      <img
        className={styles.image}
        src={image.previewUrl}
        alt={t.picture}
        width={image.width ?? undefined}
        height={image.height ?? undefined}
        loading="lazy"
        onError={() => setBroken(true)}
      />
    </a>
  )
}

export function Voice({ voice }: { voice: Body<'voice'> }) {
  const t = useWords(texts)
  const [mute, setMute] = useState(voice.mime === 'audio/amr')
  return (
    <div className={styles.voice}>
      {!mute && (
        // biome-ignore lint/a11y/useMediaCaption: recordings come without captions
        <audio controls preload="metadata" src={voice.url} onError={() => setMute(true)} />
      )}
      <a href={voice.url} download>
        {t.recording(voice.seconds)}
      </a>
    </div>
  )
}

export function FileCard({ file }: { file: Body<'file'> }) {
  return (
    <a className={styles.file} href={file.url} download={file.name}>
      <FileOutlined />
      <span>
        <strong>{file.name}</strong>
        <small>{sizeOf(file.size)}</small>
      </span>
    </a>
  )
}

export function Form({ oa }: { oa: Body<'oa'> }) {
  const t = useWords(texts)
  const picture = safeImage(oa.imageUrl)
  return (
    <Followed to={oa.messageUrl} className={styles.form}>
      <span className={styles.head} style={{ borderColor: oa.head.color }}>
        {oa.head.text}
      </span>
      {oa.title && <strong>{oa.title}</strong>}
      {oa.form.length > 0 && (
        <span className={styles.rows}>
          {oa.form.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a form's rows never move, and two may be alike
            <span key={index}>
              <span>{row.key}</span>
              <span>{row.value}</span>
            </span>
          ))}
        </span>
      )}
      {oa.rich && (
        <span className={styles.rich}>
          {oa.rich.num} <small>{oa.rich.unit}</small>
        </span>
      )}
      {oa.content && <span className={styles.content}>{oa.content}</span>}
      {picture && <img className={styles.image} src={picture} alt="" loading="lazy" referrerPolicy="no-referrer" />}
      {(oa.fileCount || oa.author) && (
        <span className={styles.foot}>
          <span>{oa.fileCount && t.attachments(oa.fileCount)}</span>
          <span>{oa.author}</span>
        </span>
      )}
      {oa.statusBar && (
        <span className={styles.status}>
          <i style={{ background: oa.statusBar.color }} />
          {oa.statusBar.value}
        </span>
      )}
    </Followed>
  )
}

export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kilo = bytes / 1024
  return kilo < 1024 ? `${kilo.toFixed(1)} KB` : `${(kilo / 1024).toFixed(1)} MB`
}
