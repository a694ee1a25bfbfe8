-- Roles, extensions and the empty database; run by psql as the superuser, any number of times, here and in a container.
-- All in template1, so that a test database has the same extensions and grants without a superuser.
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
\connect template1
SET client_min_messages = warning;

-- The owner of the schema runs migrations; the application owns nothing, so row-level security binds it.
SELECT 'CREATE ROLE consular_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'consular_owner') \gexec
SELECT 'CREATE ROLE consular_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'consular_app') \gexec
ALTER ROLE consular_owner LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE consular_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'app_password';

CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gist;

ALTER DEFAULT PRIVILEGES FOR ROLE consular_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO consular_app;
ALTER DEFAULT PRIVILEGES FOR ROLE consular_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO consular_app;

SELECT 'CREATE DATABASE consular OWNER consular_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'consular') \gexec
