"""The data package: tables read through their one schema, and the bibliography."""
