/** The words of what all apps share. Every other language has the type of this one. */
export const zh = {
  copy: '复制',
  copied: '已复制',
  retry: '重试',
  loading: '正在加载',
  offlineTitle: '连接不上服务器',
  offlineHint: '请检查网络，或稍后再试。',
  faultTitle: '出了点问题',
  deniedTitle: '没有权限',
  deniedHint: '请联系管理员开通。',
  goneTitle: '找不到这项内容',
  goneHint: '它可能已被撤回或删除。',
  help: '查看如何解决',
  unread: (count: number) => `${count} 条未读`,
  /** The places that the header leads to. */
  places: { work: '工作台', console: '开发者后台', admin: '管理后台' },
  nav: '主导航',
  menu: '菜单',
  closeMenu: '收起菜单',
  closed: {
    title: (place: string) => `${place}没有对你开放`,
    hint: (person: string, corp: string) =>
      `你以${person}（${corp}）的身份登录。请联系组织的管理员开通，或换一个账号登录。`,
    signIn: '换一个账号登录',
  },
  list: {
    more: '显示更多',
    back: '返回列表',
    close: '关闭',
    none: '没有符合条件的内容',
    clear: '清除条件',
    pick: '从列表中选择一项查看详情。',
  },
}

export type UiTexts = typeof zh
