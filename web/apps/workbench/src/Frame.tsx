/** What stands around every room: rail or tabs, the unread count in the tab's title, and the line to the server. */
import MessageFilled from '@ant-design/icons/es/icons/MessageFilled'
import MessageOutlined from '@ant-design/icons/es/icons/MessageOutlined'
import { Avatar, Mark, Shell } from '@hobnail/ui'
import { Suspense, useEffect, useState } from 'react'
import { Link, Outlet, useLocation } from 'react-router'
import { useApps, useLiveInbox } from './data/inbox'
import { usePerson } from './data/session'
import { useTexts } from './texts'

export type FrameContext = { connected: boolean }

export function Frame() {
  const t = useTexts()
  const { person, mode } = usePerson()
  const { pathname } = useLocation()
  const apps = useApps()
  const unread = apps.data?.unread ?? 0
  const [announcement, setAnnouncement] = useState('')
  const connected = useLiveInbox(agentId => {
    const app = apps.data?.items.find(item => item.agentId === agentId)
    if (app) setAnnouncement(t.inbox.arrived(app.name))
  })
  const inMe = pathname === '/work/me'

  useEffect(() => {
    document.title = `${unread ? `(${unread}) ` : ''}${inMe ? t.me.title : t.inbox.title} · ${person.corpName}`
  }, [unread, inMe, t, person.corpName])

  const top =
    mode === 'dev' ? (
      <Link to="/" title={t.nav.start} aria-label={t.nav.start}>
        <Mark size={32} />
      </Link>
    ) : (
      <Mark size={32} />
    )
  const face = <Avatar name={person.name} src={person.avatar} size={28} />

  return (
    <Shell
      label={t.nav.label}
      top={top}
      items={[
        {
          to: '/work',
          label: t.nav.inbox,
          active: !inMe,
          icon: <MessageOutlined />,
          activeIcon: <MessageFilled />,
          count: unread,
        },
        { to: '/work/me', label: t.nav.me, active: inMe, icon: face, activeIcon: face, last: true },
      ]}
    >
      <Suspense>
        <Outlet context={{ connected } satisfies FrameContext} />
      </Suspense>
      <div className="visually-hidden" aria-live="polite">
        {announcement}
      </div>
    </Shell>
  )
}
