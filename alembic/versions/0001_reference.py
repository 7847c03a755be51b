"""Areas, departments, figures of the regulations, the calendar of working days."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute("CREATE TABLE sql_in_force (part text CONSTRAINT pk_sql_in_force PRIMARY KEY, digest text NOT NULL)")
    op.execute("""
        CREATE TABLE area (
            code varchar(6) CONSTRAINT pk_area PRIMARY KEY,
            name varchar(60) NOT NULL,
            level varchar(32) NOT NULL
                CONSTRAINT ck_area_area_level CHECK (level IN ('country', 'province', 'prefecture', 'county')),
            parent_code varchar(6) CONSTRAINT fk_area_parent_code REFERENCES area (code),
            place_path text COLLATE "C" NOT NULL,
            is_sub_provincial boolean NOT NULL,
            is_corps boolean NOT NULL,
            is_statistical_zone boolean NOT NULL
        )
    """)
    op.execute("CREATE INDEX ix_area_place_path ON area (place_path)")
    op.execute("""
        CREATE TABLE department (
            id uuid CONSTRAINT pk_department PRIMARY KEY,
            kind varchar(32) NOT NULL
                CONSTRAINT ck_department_department_kind CHECK (kind IN (
                    'organization_department', 'justice_bureau', 'bar_association'
                )),
            name varchar(100) NOT NULL CONSTRAINT uq_department_name UNIQUE,
            area_code varchar(6) NOT NULL CONSTRAINT fk_department_area_code REFERENCES area (code),
            place_path text COLLATE "C" NOT NULL
        )
    """)
    op.execute("CREATE INDEX ix_department_place_path ON department (place_path)")
    op.execute("""
        CREATE TABLE rule_figure (
            key varchar(60) NOT NULL,
            effective_from date NOT NULL,
            value integer NOT NULL,
            unit varchar(20) NOT NULL,
            source varchar(200) NOT NULL,
            CONSTRAINT pk_rule_figure PRIMARY KEY (key, effective_from)
        )
    """)
    op.execute("""
        CREATE TABLE calendar_year (
            id uuid CONSTRAINT pk_calendar_year PRIMARY KEY,
            year integer NOT NULL CONSTRAINT uq_calendar_year_year UNIQUE,
            source varchar(200) NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
    """)
    op.execute("""
        CREATE TABLE calendar_day (
            day date CONSTRAINT pk_calendar_day PRIMARY KEY,
            year integer NOT NULL CONSTRAINT fk_calendar_day_year REFERENCES calendar_year (year),
            is_working boolean NOT NULL,
            occasion varchar(40) NOT NULL
        )
    """)
    op.execute("CREATE INDEX ix_calendar_day_year ON calendar_day (year)")


def downgrade() -> None:
    op.execute("DROP TABLE calendar_day, calendar_year, rule_figure, department, area, sql_in_force CASCADE")
