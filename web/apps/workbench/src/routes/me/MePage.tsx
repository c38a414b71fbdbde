/** 我: who one is here, how the workbench looks and speaks on this device, the password, and the way out. */
import {
  Avatar,
  FaultNotice,
  languages,
  Select,
  themes,
  useCorpSwitch,
  useLanguage,
  usePerson,
  useSignOut,
  useThemeChoice,
  useUi,
} from '@hobnail/ui'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useTexts } from '../../texts'
import { ChangePassword } from './ChangePassword'
import styles from './MePage.module.css'

const names = { zh: '中文', en: 'English' }

export default function MePage() {
  const t = useTexts()
  const { texts } = useUi()
  const { person, mode, corps } = usePerson()
  const corpSwitch = useCorpSwitch()
  const [language, setLanguage] = useLanguage()
  const [theme, setTheme] = useThemeChoice()
  const [changing, setChanging] = useState(false)
  const [changed, setChanged] = useState(false)
  const signOut = useSignOut()
  const navigate = useNavigate()

  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">{t.me.title}</h1>
      <header className={styles.head}>
        <Avatar name={person.name} src={person.avatar} size={60} />
        <div>
          <p className={styles.name}>
            {person.name}
            {person.admin && <span className={styles.admin}>{t.me.admin}</span>}
          </p>
          <p className={styles.title}>{[person.title, person.corpName].filter(Boolean).join(' · ')}</p>
        </div>
      </header>

      <section className={styles.section} aria-labelledby="me-account">
        <h2 id="me-account">{t.me.account}</h2>
        <dl>
          <div className={styles.line}>
            <dt>{t.me.organisation}</dt>
            <dd>
              {corps.length > 1 ? (
                <Select
                  aria-label={t.me.switchCorp}
                  value={person.corpId}
                  disabled={corpSwitch.isPending}
                  onChange={event => corpSwitch.mutate(event.target.value)}
                >
                  {corps.map(corp => (
                    <option key={corp.corpId} value={corp.corpId}>
                      {corp.name}
                    </option>
                  ))}
                </Select>
              ) : (
                person.corpName
              )}
            </dd>
          </div>
          <div className={styles.line}>
            <dt>{t.me.departments}</dt>
            <dd>{person.departments.join(language === 'zh' ? '、' : ', ')}</dd>
          </div>
          <div className={styles.line}>
            <dt>{t.me.userid}</dt>
            <dd>
              <code>{person.userid}</code>
            </dd>
          </div>
        </dl>
        {mode === 'serve' &&
          (changing ? (
            <ChangePassword
              onDone={saved => {
                setChanging(false)
                setChanged(saved)
              }}
            />
          ) : (
            <div className={styles.line}>
              <Button onClick={() => setChanging(true)}>{t.me.password}</Button>
              <span role="status" className={styles.saved}>
                {changed && t.me.saved}
              </span>
            </div>
          ))}
      </section>

      <section className={styles.section} aria-labelledby="me-settings">
        <h2 id="me-settings">{t.me.settings}</h2>
        <div className={styles.line}>
          <span id="me-language">{t.appearance.language}</span>
          <Segmented
            aria-labelledby="me-language"
            value={language}
            onChange={setLanguage}
            options={languages.map(value => ({ value, label: names[value] }))}
          />
        </div>
        <div className={styles.line}>
          <span id="me-theme">{t.appearance.theme}</span>
          <Segmented
            aria-labelledby="me-theme"
            value={theme}
            onChange={setTheme}
            options={themes.map(value => ({ value, label: t.appearance.themes[value] }))}
          />
        </div>
      </section>

      {person.admin && (
        <section className={styles.section} aria-labelledby="me-consoles">
          <h2 id="me-consoles">{t.me.consoles}</h2>
          {(['admin', 'console'] as const).map(place => (
            <p key={place} className={styles.line}>
              <a href={`/${place}`}>{texts.places[place]}</a>
            </p>
          ))}
        </section>
      )}

      <div className={styles.out}>
        {(signOut.error ?? corpSwitch.error) && <FaultNotice error={signOut.error ?? corpSwitch.error} />}
        {mode === 'dev' && <Button onClick={() => navigate('/work/login')}>{t.me.switchPerson}</Button>}
        <Button danger loading={signOut.isPending} onClick={() => signOut.mutate()}>
          {t.me.signOut}
        </Button>
      </div>
    </div>
  )
}
