/** The demo organisation: whom one can write to, and the ids that calls need. */
import type { Demo } from '@hobnail/api'
import { CopyButton } from '@hobnail/ui'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTexts } from '../../texts'
import styles from './StartPage.module.css'

function Id({ value, label }: { value: string; label: string }) {
  return (
    <span className={styles.id}>
      <code>{value}</code>
      <CopyButton value={value} label={`${label} ${value}`} />
    </span>
  )
}

const fewPeople = 8

export function People({ app }: { app: Demo }) {
  const t = useTexts()
  const nameOf = (id: number) => app.departments.find(department => department.dept_id === id)?.name ?? String(id)
  const [search, setSearch] = useState('')
  const [all, setAll] = useState(false)
  const wanted = search.trim().toLowerCase()
  const found = app.users.filter(user => `${user.name} ${user.userid} ${user.mobile}`.toLowerCase().includes(wanted))
  const shown = all ? found : found.slice(0, fewPeople)
  return (
    <>
      <div className={styles.part}>
        <div className={styles.peopleHead}>
          <h2 id="people">{t.start.people}</h2>
          <Input
            type="search"
            allowClear
            placeholder={t.start.findPeople}
            aria-label={t.start.findPeople}
            value={search}
            onChange={event => setSearch(event.target.value)}
          />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
        <section className={styles.table} tabIndex={0} aria-labelledby="people">
          <table>
            <thead>
              <tr>
                <th>{t.start.name}</th>
                <th>userid</th>
                <th>{t.start.mobile}</th>
                <th>unionid</th>
                <th>{t.start.department}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(user => (
                <tr key={user.userid}>
                  <td>{user.name}</td>
                  <td>
                    <Id value={user.userid} label="userid" />
                  </td>
                  <td>
                    <Id value={user.mobile} label={t.start.mobile} />
                  </td>
                  <td>
                    <Id value={user.unionid} label="unionid" />
                  </td>
                  <td>{user.dept_id_list.map(nameOf).join(' / ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <p className={styles.more}>
          {found.length ? t.start.shown(shown.length, found.length) : t.start.noPeople}
          {shown.length < found.length && <Button onClick={() => setAll(true)}>{t.start.showAll}</Button>}
        </p>
      </div>
      <div className={styles.part}>
        <h2 id="departments">{t.start.departments}</h2>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
        <section className={styles.table} tabIndex={0} aria-labelledby="departments">
          <table>
            <thead>
              <tr>
                <th>{t.start.deptName}</th>
                <th>{t.start.deptId}</th>
                <th>{t.start.parentId}</th>
              </tr>
            </thead>
            <tbody>
              {app.departments.map(department => (
                <tr key={department.dept_id}>
                  <td>{department.name}</td>
                  <td>
                    <Id value={String(department.dept_id)} label={t.start.deptId} />
                  </td>
                  <td>{department.parent_id || ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
    </>
  )
}
