/** The apps that sent something, newest first, with a search over names and last messages. */
import SearchOutlined from '@ant-design/icons/es/icons/SearchOutlined'
import type { InboxApp, InboxApps } from '@hobnail/api'
import { Avatar, Badge, Moment, useUi } from '@hobnail/ui'
import { Button, Input, type InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Link, useOutletContext, useSearchParams } from 'react-router'
import type { FrameContext } from '../../Frame'
import { useTexts } from '../../texts'
import styles from './AppList.module.css'

export function AppList({ apps, chosen, query }: { apps: InboxApps; chosen: number | undefined; query: string }) {
  const t = useTexts()
  const { connected } = useOutletContext<FrameContext>()
  const [params, setParams] = useSearchParams()
  const asked = params.get('q') ?? ''
  // The address follows the typing a moment later, so the field keeps its own text while somebody writes in it.
  const [search, setSearch] = useState(asked)
  const field = useRef<InputRef>(null)
  useEffect(() => {
    if (field.current?.input !== document.activeElement) setSearch(asked)
  }, [asked])
  const unreadOnly = params.get('unread') === '1'

  function set(name: string, value: string) {
    const next = new URLSearchParams(params)
    if (value) next.set(name, value)
    else next.delete(name)
    setParams(next, { replace: true })
  }

  const wanted = search.trim().toLowerCase()
  const items = apps.items.filter(
    app =>
      (!unreadOnly || app.unread > 0 || app.agentId === chosen) &&
      (!wanted || `${app.name}\n${app.last?.summary ?? ''}`.toLowerCase().includes(wanted)),
  )

  return (
    <section className={styles.list} aria-labelledby="inbox-title">
      <header className={styles.head}>
        <div className={styles.titleLine}>
          <h1 id="inbox-title">{t.inbox.title}</h1>
          <button
            type="button"
            className={styles.filter}
            aria-pressed={unreadOnly}
            onClick={() => set('unread', unreadOnly ? '' : '1')}
          >
            {t.inbox.unreadOnly}
          </button>
        </div>
        <Input
          data-search
          type="search"
          prefix={<SearchOutlined />}
          suffix={search ? undefined : <kbd className={styles.hint}>/</kbd>}
          allowClear
          placeholder={t.inbox.search}
          aria-label={t.inbox.search}
          ref={field}
          value={search}
          onChange={event => {
            setSearch(event.target.value)
            set('q', event.target.value)
          }}
        />
        {!connected && (
          <p className={styles.lost} role="status">
            {t.inbox.reconnecting}
          </p>
        )}
      </header>
      {items.length ? (
        <ul className={styles.items} data-rows="down" aria-label={t.inbox.apps}>
          {items.map(app => (
            <li key={app.agentId}>
              <AppRow app={app} current={app.agentId === chosen} to={`/work/inbox/${app.agentId}${query}`} />
            </li>
          ))}
        </ul>
      ) : (
        <div className={styles.none}>
          <p>{t.inbox.noMatch}</p>
          <Button onClick={() => setParams({}, { replace: true })}>{t.inbox.clear}</Button>
        </div>
      )}
    </section>
  )
}

function AppRow({ app, current, to }: { app: InboxApp; current: boolean; to: string }) {
  const { texts } = useUi()
  return (
    <Link
      to={to}
      className={styles.row}
      data-row
      data-app={app.agentId}
      data-unread={app.unread > 0}
      aria-current={current ? 'true' : undefined}
    >
      <Avatar name={app.name} src={app.icon} kind="app" size={42} />
      <span className={styles.name}>{app.name}</span>
      {app.last && <Moment className={styles.time} ms={app.last.deliveredMs} />}
      <span className={styles.summary}>{app.last?.summary}</span>
      <span className={styles.count}>
        <Badge count={app.unread} label={texts.unread(app.unread)} />
      </span>
    </Link>
  )
}
