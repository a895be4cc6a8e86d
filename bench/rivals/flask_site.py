"""The tutorial's app: sessions by Flask-Session in files, pages by Jinja templates."""

from flask import Flask, redirect, render_template, request, session
from flask_session import Session

app = Flask(__name__)
app.config["SESSION_PERMANENT"] = False
app.config["SESSION_TYPE"] = "filesystem"
# By default it keeps 500 sessions, and would forget half of the visitors.
app.config["SESSION_FILE_THRESHOLD"] = 100_000
Session(app)


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        session["user_name"] = request.form.get("username")
        return redirect("/about")
    return render_template("about.html")


@app.route("/about")
def about():
    if not session.get("user_name"):
        return redirect("/login")
    return render_template("about.html")
