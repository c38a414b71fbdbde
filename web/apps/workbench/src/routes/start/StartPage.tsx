/**
 * The first minute of somebody who integrates: live credentials, a program to copy, and beside it the inbox in which its message appears.
 * Dev mode only.
 */
import { type Demo, demo } from '@hobnail/api'
import { CopyField, FaultNotice, languages, Mark, Pending, themes, useLanguage, useThemeChoice } from '@hobnail/ui'
import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { useTexts } from '../../texts'
import { FirstCall } from './FirstCall'
import { LiveInbox } from './LiveInbox'
import { People } from './People'
import styles from './StartPage.module.css'

export default function StartPage() {
  const t = useTexts()
  const values = useQuery({ queryKey: ['open', 'demo'], queryFn: demo, staleTime: Number.POSITIVE_INFINITY })

  useEffect(() => {
    document.title = `Hobnail · ${t.start.mode}`
  }, [t])

  return (
    <div className={styles.page}>
      <Head />
      {values.isPending ? (
        <Pending lines={8} />
      ) : values.data ? (
        <Body app={values.data} />
      ) : (
        <FaultNotice error={values.error} onRetry={() => values.refetch()} />
      )}
    </div>
  )
}

function Head() {
  const t = useTexts()
  const [language, setLanguage] = useLanguage()
  const [theme, setTheme] = useThemeChoice()
  return (
    <header className={styles.head}>
      <Mark size={28} />
      <strong>Hobnail</strong>
      <span className={styles.mode}>{t.start.mode}</span>
      <span className={styles.settings}>
        <Segmented
          aria-label={t.appearance.theme}
          value={theme}
          onChange={setTheme}
          options={themes.map(value => ({ value, label: t.appearance.themes[value] }))}
        />
        <Segmented
          aria-label={t.appearance.language}
          value={language}
          onChange={setLanguage}
          options={languages.map(value => ({ value, label: { zh: '中', en: 'EN' }[value] }))}
        />
      </span>
      <Link className={styles.enter} to="/work">
        {t.nav.workbench}
      </Link>
    </header>
  )
}

function Body({ app }: { app: Demo }) {
  const t = useTexts()
  const first = app.users.find(user => user.userid !== app.admin_userid) ?? app.users[0]
  const [userid, setUserid] = useState(first?.userid ?? '')
  const name = app.users.find(user => user.userid === userid)?.name ?? userid
  return (
    <main className={styles.columns}>
      <div className={styles.left}>
        <h1>{t.start.title}</h1>
        <p className={styles.lead}>{t.start.lead}</p>

        <section className={styles.part} aria-labelledby="credentials">
          <h2 id="credentials">{t.start.credentials}</h2>
          <dl className={styles.credentials}>
            <CopyField label={t.start.server} value={app.base_url} note={t.start.serverNote} />
            <CopyField label="CorpId" value={app.corp_id} />
            <CopyField label="AgentId" value={String(app.agent_id)} />
            <CopyField label="AppKey" value={app.app_key} />
            <CopyField label={t.start.admin} value={app.admin_userid} />
            <CopyField label="AppSecret" value={app.app_secret} />
          </dl>
        </section>

        <FirstCall app={app} userid={userid} onUserid={setUserid} />
      </div>
      <LiveInbox key={userid} app={app} userid={userid} name={name} />
      <div className={styles.rest}>
        <People app={app} />
      </div>
    </main>
  )
}
