"""The forms of the justice bureau: law firms and lawyers."""

from app.documents.columns import AREA, BIRTH_DATE, ETHNIC_GROUP, ID_NUMBER, SEX, USCC_ALIASES, CellKind, Column, Form

LAW_FIRMS = Form(
    "律师事务所信息采集表",
    (
        Column(
            "name",
            "律师事务所名称",
            CellKind.TEXT,
            "执业许可证上的全称",
            "某某律师事务所",
            required=True,
            aliases="律师事务所全称 律师事务所 律所名称 机构名称 名称",
        ),
        Column(
            "uscc",
            "统一社会信用代码",
            CellKind.USCC,
            "18位，以31开头；按此识别律师事务所，请勿重复填写",
            "315101000010000021",
            required=True,
            aliases=USCC_ALIASES,
        ),
        Column(
            "form",
            "组织形式",
            CellKind.CODE,
            "从下拉列表中选择",
            "普通合伙律师事务所",
            required=True,
            aliases="律所形式 律师事务所组织形式",
            table="law_firm_form",
        ),
        Column(
            "address", "住所", CellKind.TEXT, "执业许可证上的住所", "某市某区某路1号", aliases="地址 办公地址 住所地址"
        ),
        AREA,
        Column("head_name", "负责人", CellKind.TEXT, "负责人姓名", "张三", aliases="负责人姓名 主任 律所主任"),
        Column(
            "approved_on",
            "批准日期",
            CellKind.DATE,
            "批准设立的日期",
            "2010-05-01",
            aliases="批准设立日期 批准时间 设立日期 成立日期",
        ),
        Column(
            "authority",
            "主管机关",
            CellKind.TEXT,
            "主管的司法行政机关",
            "某某区司法局",
            aliases="主管司法局 主管司法行政机关",
        ),
        Column(
            "status", "执业状态", CellKind.CODE, "正常或注销", "正常", aliases="状态 律所状态", choices=("正常", "注销")
        ),
        Column(
            "business_types",
            "主要业务类别",
            CellKind.TEXT,
            "多项之间用顿号分隔",
            "刑事、民商事",
            aliases="业务类别 主要业务 业务领域",
        ),
        Column(
            "is_key_firm",
            "是否重点律师事务所",
            CellKind.YES_NO,
            "是否列为党建工作重点律师事务所",
            "否",
            aliases="是否重点律所 重点律师事务所 是否重点",
        ),
    ),
    extras=(
        Column("longitude", "经度", CellKind.TEXT, "办公地点的经度，与纬度同时填写，可不填", "104.066", aliases="东经"),
        Column("latitude", "纬度", CellKind.TEXT, "办公地点的纬度，与经度同时填写，可不填", "30.572", aliases="北纬"),
    ),
)

LAWYERS = Form(
    "律师信息采集表",
    (
        Column("name", "姓名", CellKind.TEXT, "按居民身份证填写", "张三", required=True, aliases="律师姓名"),
        SEX,
        ID_NUMBER,
        ETHNIC_GROUP,
        BIRTH_DATE,
        Column(
            "licence_no",
            "执业证号",
            CellKind.ID,
            "17位执业证号",
            "15101201311010001",
            aliases="执业证号码 律师执业证号 律师执业证号码 执业证书号",
        ),
        Column(
            "practice_type",
            "执业类别",
            CellKind.CODE,
            "从下拉列表中选择",
            "专职律师",
            required=True,
            aliases="执业证类别 律师类别 律师类型",
            table="practice_type",
        ),
        Column(
            "firm_name",
            "执业机构",
            CellKind.TEXT,
            "律师事务所或所在单位的全称，须已登记",
            "某某律师事务所",
            required=True,
            aliases="执业机构名称 律师事务所 律师事务所名称 所在律师事务所 所在律所 执业律所",
        ),
        Column(
            "first_practised_on",
            "首次执业日期",
            CellKind.DATE,
            "首次取得执业证的日期",
            "2013-07-21",
            aliases="首次执业时间",
        ),
        Column(
            "political_status",
            "政治面貌",
            CellKind.CODE,
            "从下拉列表中选择；不掌握的留空，不得猜填",
            "中共党员",
            table="political_status",
            choices=(
                *("中共党员", "中共预备党员", "共青团员", "民革党员", "民盟盟员", "民建会员", "民进会员"),
                *("农工党党员", "致公党党员", "九三学社社员", "台盟盟员", "无党派人士", "群众"),
            ),
        ),
        Column(
            "mobile",
            "手机号码",
            CellKind.PHONE,
            "11位手机号码",
            "19922118833",
            aliases="手机 手机号 移动电话 联系电话 联系电话（手机）",
        ),
        Column(
            "status", "执业状态", CellKind.CODE, "正常或注销", "正常", aliases="律师执业状态", choices=("正常", "注销")
        ),
    ),
)
