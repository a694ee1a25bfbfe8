"""A model field whose text is sealed in the database."""

from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from consular.privacy import keys


class SealedText(DeferredAttribute):
    """Opens the stored bytes when the attribute is read."""

    field: "SealedTextField"

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, (bytes, memoryview)):
            return keys.open_sealed(bytes(value), place=self.field.place(instance))
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):
    """Text that only this service can read. Bound to its row: the primary key must be known before saving. Never filter by it."""

    descriptor_class = SealedText

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("default", b"")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def place(self, instance: models.Model) -> str:
        return self.place_of(instance.pk)

    def place_of(self, pk: Any) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}:{pk}"

    def seal(self, pk: Any, text: str) -> bytes:
        """The stored form for the row `pk`, for writers that do not go through a model instance."""
        return keys.seal(text, place=self.place_of(pk))

    def stored(self, instance: models.Model) -> bytes:
        """The sealed bytes as they came from the database, for a value that a circle sealed: reading it here is refused."""
        return bytes(instance.__dict__[self.attname])

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        value = model_instance.__dict__.get(self.attname)
        return self.seal(model_instance.pk, value) if isinstance(value, str) else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(b"" if value == "" else value, connection, prepared)
