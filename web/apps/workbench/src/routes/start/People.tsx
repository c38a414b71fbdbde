/** The demo organisation: whom one can write to, and the ids that calls need. */
import type { Demo } from '@hobnail/api'
import { CopyButton } from '@hobnail/ui'
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

export function People({ app }: { app: Demo }) {
  const t = useTexts()
  const nameOf = (id: number) => app.departments.find(department => department.dept_id === id)?.name ?? String(id)
  return (
    <>
      <div className={styles.part}>
        <h2 id="people">{t.start.people}</h2>
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
              {app.users.map(user => (
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
