# One image for the registry, the sharing application, the worker and the migrations: the command says which.
FROM python:3.13-slim AS packages
RUN python -m venv /opt/huizhi
COPY requirements.txt .
RUN /opt/huizhi/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/huizhi --create-home huizhi
COPY --from=packages /opt/huizhi /opt/huizhi
WORKDIR /srv/huizhi
COPY pyproject.toml ./
COPY alembic alembic
COPY app app
ENV PATH=/opt/huizhi/bin:$PATH PYTHONPATH=/srv/huizhi PYTHONUNBUFFERED=1 HUIZHI_HOME=/var/lib/huizhi HUIZHI_HOST=0.0.0.0
RUN python -m compileall -q app
USER huizhi
VOLUME /var/lib/huizhi
EXPOSE 8000 8001
ENTRYPOINT ["python", "-m", "app.cli"]
CMD ["registry"]
