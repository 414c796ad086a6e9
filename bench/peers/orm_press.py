"""The usual way to build it: FastAPI, the ORM of SQLAlchemy on asyncpg, PostgreSQL, a commit per request.

``python -m bench.peers.orm_press URL CAST``: CAST is a JSON file with the digests of the citizens' tokens and the
number of phones at each station. It writes the same rows as the product for a press.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
import time
import uuid
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, ClassVar

from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel
from sqlalchemy import BigInteger, ForeignKey, Index, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench.peers.serving import serve

STATION, QUIET_STATION = "63.72", "63.03"


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {int: BigInteger}


class Station(Base):
    __tablename__ = "station"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Device(Base):
    __tablename__ = "device"
    id: Mapped[int] = mapped_column(primary_key=True)
    station: Mapped[str] = mapped_column(ForeignKey("station.code"), index=True)


class Session(Base):
    __tablename__ = "session"
    digest: Mapped[str] = mapped_column(primary_key=True)
    citizen: Mapped[str]


class Incident(Base):
    __tablename__ = "incident"
    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    station: Mapped[str] = mapped_column(ForeignKey("station.code"))
    citizen: Mapped[str]
    status: Mapped[str]
    mode: Mapped[str]
    lat: Mapped[float]
    lon: Mapped[float]
    phones: Mapped[int]
    opened_at: Mapped[int]
    closed_at: Mapped[int | None]
    __table_args__ = (Index("ux_incident_open", "citizen", unique=True, postgresql_where=text("closed_at IS NULL")),
                      Index("ix_incident_station", "station", "opened_at"))


class Concern(Base):
    __tablename__ = "concern"
    incident: Mapped[str] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    station: Mapped[str] = mapped_column(ForeignKey("station.code"), primary_key=True)


class Alarm(Base):
    __tablename__ = "alarm"
    id: Mapped[str] = mapped_column(primary_key=True)
    incident: Mapped[str] = mapped_column(ForeignKey("incident.id"), index=True)
    citizen: Mapped[str]
    received_at: Mapped[int]
    mode: Mapped[str]


class Ring(Base):
    __tablename__ = "ring"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident: Mapped[str]
    device: Mapped[int]
    state: Mapped[str]
    __table_args__ = (Index("ux_ring", "incident", "device", unique=True),)


class WakeUp(Base):
    __tablename__ = "wakeup"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident: Mapped[str]
    kind: Mapped[str]
    due_at: Mapped[int] = mapped_column(index=True)


class LogHead(Base):
    __tablename__ = "log_head"
    station: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    digest: Mapped[str]


class LogLine(Base):
    __tablename__ = "log_line"
    station: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    incident: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    payload: Mapped[str]
    salt: Mapped[str]
    digest: Mapped[str]


class Place(BaseModel):
    lat: float
    lon: float
    accuracy_m: float | None = None


class Press(BaseModel):
    id: uuid.UUID
    mode: str
    location: Place


url, cast_path = sys.argv[1:]
cast = json.loads(Path(cast_path).read_text())
engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"), pool_size=32)
maker = async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def lifespan(app: FastAPI) -> Any:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    async with maker() as db, db.begin():
        db.add_all([Station(code=code, name=code) for code in (STATION, QUIET_STATION)])
        await db.flush()
        db.add_all([Device(station=STATION) for _ in range(cast["phones"])])
        db.add_all([Session(digest=each, citizen=each[:36]) for each in cast["digests"]])
        db.add_all([LogHead(station=code, position=0, digest="0" * 64) for code in (STATION, QUIET_STATION)])
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


async def database() -> Any:
    async with maker() as db:
        yield db


@app.post("/api/v1/alarms", status_code=201)
async def press(said: Press, authorization: Annotated[str, Header()],
                db: Annotated[AsyncSession, Depends(database)]) -> dict[str, Any]:
    digest = hashlib.sha256(authorization.removeprefix("Bearer ").encode()).hexdigest()
    caller = await db.get(Session, digest)
    if caller is None:
        raise HTTPException(401)
    if await db.get(Alarm, str(said.id)):
        raise HTTPException(409)
    if await db.scalar(select(Incident).where(Incident.citizen == caller.citizen, Incident.closed_at.is_(None))):
        raise HTTPException(409)
    code = STATION if said.location.lat < cast["between"] else QUIET_STATION
    station = await db.get_one(Station, code)
    devices = (await db.scalars(select(Device.id).where(Device.station == code))).all()
    now = time.time_ns() // 1_000_000
    incident = Incident(id=str(uuid.uuid4()), code=secrets.token_hex(4), station=code, citizen=caller.citizen,
                        status="ringing", mode=said.mode, lat=said.location.lat, lon=said.location.lon,
                        phones=len(devices), opened_at=now)
    db.add(incident)
    await db.flush()
    db.add(Concern(incident=incident.id, station=code))
    db.add(Alarm(id=str(said.id), incident=incident.id, citizen=caller.citizen, received_at=now, mode=said.mode))
    db.add_all([Ring(incident=incident.id, device=device, state="pending") for device in devices])
    db.add_all([WakeUp(incident=incident.id, kind=kind, due_at=now + 5_000)
                for kind in ("ring_again", "unanswered")])
    await append(db, code, incident.id, now, ("raised", "rang"))
    await db.commit()
    return {"id": str(said.id), "received_at": now, "duplicate": False, "phones": len(devices),
            "incident": {"id": incident.id, "code": incident.code, "status": "ringing",
                         "station": {"code": code, "name": station.name}}}


async def append(db: AsyncSession, station: str, incident: str, now: int, kinds: tuple[str, ...]) -> None:
    head = await db.scalar(select(LogHead).where(LogHead.station == station).with_for_update())
    position, digest = head.position, head.digest
    for kind in kinds:
        position, salt = max(position + 1, now * 1_000), secrets.token_hex(8)
        payload = json.dumps({"incident": incident})
        digest = hashlib.sha256(f"{digest}{station}{position}{incident}{kind}{salt}{payload}".encode()).hexdigest()
        db.add(LogLine(station=station, position=position, incident=incident, kind=kind, payload=payload, salt=salt,
                       digest=digest))
    await db.execute(update(LogHead).where(LogHead.station == station).values(position=position, digest=digest))


if __name__ == "__main__":
    serve(app)
